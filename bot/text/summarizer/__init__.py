"""Choose the sentence of an abstract that says most: sentences, their features, and the ranker. Pure."""
