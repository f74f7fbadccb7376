"""Where articles come from. Each kind of source turns what it reads into what it claims."""
