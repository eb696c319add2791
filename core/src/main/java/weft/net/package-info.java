/**
 * Sockets: TCP, Unix domain sockets and UDP. Needs a Weft runtime, which the futures find at their
 * first poll; so they can be made anywhere.
 */
@NullMarked
package weft.net;

import org.jspecify.annotations.NullMarked;
