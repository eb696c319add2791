package weft.streams;

/**
 * An item and its place in the stream.
 *
 * @param index the place, from zero
 * @param item the item
 * @param <T> the type of the item
 */
public record Indexed<T>(long index, T item) {}
