def main(event):
    return {"outputFields": {"grade": "A"}}
