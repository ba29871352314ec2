"""Takes the examples that are whole programs out of the pages of CPython's documentation.

    documentation.py PAGES DIRECTORY        PAGES: the directory `library` of the documentation as HTML
"""
import html
import os
import re
import sys

PAGES = 'multiprocessing', 'multiprocessing.shared_memory', 'concurrent.futures'
BLOCK = re.compile(r'<div class="highlight-python3 notranslate"><div class="highlight"><pre>(.*?)</pre>', re.DOTALL)


def programs(page):
    """The texts of the examples that begin and end by themselves."""
    for block in BLOCK.findall(page):
        text = html.unescape(re.sub(r'<[^>]+>', '', block))
        # One shows a deadlock, where jmp has none, and two have words in the place of code.
        if "if __name__ == '__main__':" in text and '>>>' not in text and 'deadlock' not in text and '... do something' not in text:
            yield text


def main(pages, directory):
    for name in PAGES:
        with open(os.path.join(pages, name + '.html'), encoding='utf-8') as f:
            page = f.read()
        for number, text in enumerate(programs(page), 1):
            file = '%s_%02d.py' % (name.replace('.', '_'), number)
            with open(os.path.join(directory, file), 'w', encoding='utf-8') as f:
                f.write(text)


if __name__ == '__main__':
    main(*sys.argv[1:])
