"""Documents that leave the product: workbooks, and what keeps the text of others from doing anything in them."""
