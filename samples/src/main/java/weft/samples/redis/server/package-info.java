/** Connections and the server's life on the runtime. */
@NullMarked
package weft.samples.redis.server;

import org.jspecify.annotations.NullMarked;
