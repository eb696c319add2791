package weft.io;

/**
 * What {@link Io#copyBidirectional} has moved.
 *
 * @param aToB bytes from the first to the second
 * @param bToA bytes from the second to the first
 */
public record CopiedBytes(long aToB, long bToA) {}
