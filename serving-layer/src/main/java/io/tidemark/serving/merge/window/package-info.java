/**
 * Which windows the tiles of a question are put together into. A window is always made of whole tiles. Read
 * {@link io.tidemark.serving.merge.window.WindowPlan} first.
 */
package io.tidemark.serving.merge.window;
