/** What weft.codec gives to the modules below it. */
@NullMarked
package weft.internal.codec;

import org.jspecify.annotations.NullMarked;
