/**
 * What travels between processes, and how values become Java's and Python's.
 *
 * <p>Values cross the border of a process by pickle. Both sides have copies; only what is shared (queues, pipe ends, locks, memory)
 * goes by reference. These are the conversions, and there are no others: what is not in the table is refused with an
 * {@link java.lang.IllegalArgumentException} where it is sent or received, and no class of either side is made by its name.
 *
 * <table>
 * <caption>From Java to Python</caption>
 * <tr><th>Java</th><th>Python</th></tr>
 * <tr><td>null</td><td>None</td></tr>
 * <tr><td>Boolean</td><td>bool</td></tr>
 * <tr><td>Byte, Short, Integer, Long, BigInteger</td><td>int</td></tr>
 * <tr><td>Float, Double</td><td>float</td></tr>
 * <tr><td>BigDecimal</td><td>decimal.Decimal</td></tr>
 * <tr><td>Character, String, char[], an enum's constant</td><td>str</td></tr>
 * <tr><td>byte[]</td><td>bytes</td></tr>
 * <tr><td>short[], int[], long[], float[], double[]</td><td>array.array</td></tr>
 * <tr><td>Object[], boolean[]</td><td>tuple</td></tr>
 * <tr><td>List and other collections</td><td>list</td></tr>
 * <tr><td>Set</td><td>set</td></tr>
 * <tr><td>Map</td><td>dict, in the same order</td></tr>
 * <tr><td>a record</td><td>dict of its components</td></tr>
 * <tr><td>Optional</td><td>its value, or None</td></tr>
 * <tr><td>LocalDate, LocalTime, LocalDateTime</td><td>datetime.date, time, datetime</td></tr>
 * <tr><td>OffsetDateTime, ZonedDateTime, Instant</td><td>datetime.datetime with a fixed offset, in microseconds</td></tr>
 * <tr><td>Duration</td><td>datetime.timedelta, in microseconds</td></tr>
 * <tr><td>UUID</td><td>uuid.UUID</td></tr>
 * <tr><td>a shared object of jmp</td><td>its Python face</td></tr>
 * <tr><td>anything else, also what is Serializable</td><td>refused</td></tr>
 * </table>
 *
 * <table>
 * <caption>From Python to Java</caption>
 * <tr><th>Python</th><th>Java</th></tr>
 * <tr><td>None</td><td>null</td></tr>
 * <tr><td>bool</td><td>Boolean</td></tr>
 * <tr><td>int</td><td>Integer; Long or BigInteger if it does not fit</td></tr>
 * <tr><td>float</td><td>Double</td></tr>
 * <tr><td>decimal.Decimal</td><td>BigDecimal; NaN and infinity are refused</td></tr>
 * <tr><td>str</td><td>String</td></tr>
 * <tr><td>bytes, bytearray</td><td>byte[]</td></tr>
 * <tr><td>tuple</td><td>Object[]; as a key and in a set an unmodifiable List</td></tr>
 * <tr><td>list, collections.deque</td><td>List (ArrayList)</td></tr>
 * <tr><td>set, frozenset</td><td>Set (LinkedHashSet)</td></tr>
 * <tr><td>dict, OrderedDict, defaultdict</td><td>Map (LinkedHashMap), in the same order</td></tr>
 * <tr><td>a dataclass, or another object whose pickle is its attributes</td><td>Map of the attributes</td></tr>
 * <tr><td>a builtin exception</td><td>{@link io.jmp.PythonException}, without traceback</td></tr>
 * <tr><td>datetime.date, time, datetime</td><td>LocalDate, LocalTime, LocalDateTime</td></tr>
 * <tr><td>datetime and time with a datetime.timezone</td><td>OffsetDateTime, OffsetTime</td></tr>
 * <tr><td>datetime.timedelta, datetime.timezone</td><td>Duration, ZoneOffset</td></tr>
 * <tr><td>uuid.UUID</td><td>UUID</td></tr>
 * <tr><td>a shared object of jmp</td><td>the same object of Java</td></tr>
 * <tr><td>classes, functions, lambdas; enums, named tuples, complex, range; exceptions of classes of your own (as results of
 *     functions: as what a function raises, every exception arrives); whatever else calls a function when it is rebuilt</td>
 *     <td>refused</td></tr>
 * </table>
 */
package io.jmp.parcel;
