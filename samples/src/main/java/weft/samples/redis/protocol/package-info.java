/** The Redis protocol, version 2: requests out of bytes, replies into bytes. */
@NullMarked
package weft.samples.redis.protocol;

import org.jspecify.annotations.NullMarked;
