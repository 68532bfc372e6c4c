"""Reading the two stores: figures from the read model, lists and forms from the records."""
