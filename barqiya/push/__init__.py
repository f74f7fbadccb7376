"""Being told of news: pings of sites and notices of hubs, which only make a visit happen now."""
