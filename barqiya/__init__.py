"""What is true whatever the output: the domain, the store, the sources, search and delivery."""
