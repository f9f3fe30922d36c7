"""The anonymous door: pages for whoever passes by, without an account, a cookie or a script."""
