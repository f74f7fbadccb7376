"""What editors do by hand, from the command line or from Telegram: acts on articles, and audits."""
