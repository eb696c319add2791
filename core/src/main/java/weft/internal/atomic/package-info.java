/** Single values with memory effects of their own. */
@NullMarked
package weft.internal.atomic;

import org.jspecify.annotations.NullMarked;
