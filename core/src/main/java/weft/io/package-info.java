/** Asynchronous byte streams and the futures over them; usable under any executor. */
@NullMarked
package weft.io;

import org.jspecify.annotations.NullMarked;
