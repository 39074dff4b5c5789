"""Every command once: read by the grammar, answered by one file each, for all platforms the same.

`grammar` reads and prints (pure), `values` is what people ask, `reply` is what we answer, `answering` finds who
answers what. A platform's part is to bring texts and clicks here, and to render replies.
"""
