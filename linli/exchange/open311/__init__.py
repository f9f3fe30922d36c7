"""Open311 GeoReport v2: the protocol that cities' programs know, over the same one path into the house."""
