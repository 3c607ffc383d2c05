"""Settings and the table of URLs: what the apps are put together with."""
