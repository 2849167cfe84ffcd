"""Real servers for tests, started from Python packages and gone when the tests are."""
