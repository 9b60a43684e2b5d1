"""How good models are: test sets, measures, calibration, robustness, neighbours. Imports learn; torch comes late."""
