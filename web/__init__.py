"""The pages: a Flask application around the stories of `trainer`."""
