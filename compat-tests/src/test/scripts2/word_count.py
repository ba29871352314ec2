"""Counts words in a pool, as programs for Python 2.6 and later do it."""
from __future__ import division, print_function
import multiprocessing
from collections import defaultdict

TEXT = u'the quick brown fox jumps over the lazy dog and the dog barks \u2014 the fox runs'


def count(words):
    counts = defaultdict(int)
    for word in words:
        counts[word] += 1
    return dict(counts)


def length(word):
    return len(word)


def share(pair):
    word, number = pair
    return word, number / 17


def complain(word):
    if word == u'fox':
        raise ValueError('no %s here' % word)
    return word


def main():
    words = TEXT.split()
    pool = multiprocessing.Pool(processes=3)
    try:
        parts = [words[i::3] for i in range(3)]
        total = defaultdict(int)
        for counts in pool.map(count, parts):
            for word, number in counts.items():
                total[word] += number
        for word in sorted(total):
            print('%-6s %d' % (word.encode('ascii', 'replace').decode(), total[word]))
        print('longest', max(pool.imap(length, words)))
        print('unordered', sorted(pool.imap_unordered(length, words, chunksize=4)))
        for word, part in sorted(pool.map(share, total.items())):
            print('%.3f' % part)
        results = [pool.apply_async(complain, (word,)) for word in (u'dog', u'fox')]
        for result in results:
            try:
                print(str(result.get(timeout=60)))
            except ValueError as e:
                print('ValueError:', e)
        print(pool.apply(length, args=('abc',)), results[0].successful(), results[1].successful())
        heard = []
        pool.apply_async(length, ('callback',), callback=heard.append).wait(60)
        pool.close()
        pool.join()
        print(heard)
    finally:
        pool.terminate()


if __name__ == '__main__':
    multiprocessing.freeze_support()
    main()
