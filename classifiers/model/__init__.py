"""The trained models: features, scoring in numpy, and (in `train_*.py` alone) scikit-learn."""
