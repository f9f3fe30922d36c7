"""The WGS-84 ellipsoid, on which every length and area of this package is measured."""

A_M = 6378137.0
FLATTENING = 1 / 298.257223563
E2 = FLATTENING * (2 - FLATTENING)
N = FLATTENING / (2 - FLATTENING)
MEAN_RADIUS_M = 6371008.8
