"""The demo stores nothing of its own; its mailbox lives in `demo.web`, which only the demo installs."""
