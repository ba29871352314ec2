"""What a manager holds: dicts, lists, namespaces, locks, queues, and objects of a class of our own."""
from __future__ import print_function
import multiprocessing
from multiprocessing.managers import BaseManager


class Inventory(object):
    def __init__(self, **stock):
        self._stock = stock

    def take(self, thing, number=1):
        if self._stock.get(thing, 0) < number:
            raise KeyError(thing)
        self._stock[thing] -= number
        return self._stock[thing]

    def stock(self):
        return sorted(self._stock.items())


class OurManager(BaseManager):
    pass


OurManager.register('Inventory', Inventory)


def customer(inventory, seen, lock, totals, space):
    for _ in range(5):
        inventory.take('apples', 2)
        with lock:
            totals['apples'] = totals.get('apples', 0) + 2
            space.customers += 1
    seen.append('done')


def main():
    manager = multiprocessing.Manager()
    ours = OurManager()
    ours.start()
    inventory = ours.Inventory(apples=33, pears=2)
    seen, lock, totals, space = manager.list(), manager.Lock(), manager.dict(), manager.Namespace(customers=0)
    customers = [multiprocessing.Process(target=customer, args=(inventory, seen, lock, totals, space)) for _ in range(3)]
    for process in customers:
        process.start()
    for process in customers:
        process.join()
    print(inventory.stock(), dict(totals), list(seen), space.customers)
    try:
        inventory.take('plums')
    except KeyError as e:
        print('KeyError', e)
    seen.extend([3, 1, 2])
    seen.reverse()
    print(seen, len(seen), seen[0], 1 in seen, seen[1:3], seen.index(3))
    totals.update(a=1)
    print(sorted(totals.keys()), totals.copy() == {'apples': 30, 'a': 1}, totals.pop('a'), 'a' in totals)
    queue = manager.Queue()
    queue.put(['nested', {'deep': (1, 2)}])
    print(queue.get(), queue.empty())
    event = manager.Event()
    print(event.is_set(), event.set(), event.is_set())
    value, array = manager.Value('i', 5), manager.Array('i', [1, 2])
    value.value += 1
    print(value.value, array[1])
    ours.shutdown()
    manager.shutdown()


if __name__ == '__main__':
    main()
