/** Who is current on this thread, and the services of the runtime it belongs to. */
@NullMarked
package weft.internal.context;

import org.jspecify.annotations.NullMarked;
