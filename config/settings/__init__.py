"""Settings: `base` holds what is the same everywhere; `demo`, `production` and `test` say what differs."""
