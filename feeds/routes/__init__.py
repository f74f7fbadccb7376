"""What stands behind each address: feeds, pages, and what machines and scripts ask for."""
