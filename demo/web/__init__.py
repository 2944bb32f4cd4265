"""One-click sign-in and the mailbox. Only the demo's settings install it; production refuses to start with it."""
