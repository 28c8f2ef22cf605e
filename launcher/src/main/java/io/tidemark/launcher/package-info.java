/**
 * Puts the layers together and starts them. The only module that knows all of them. Read
 * {@link io.tidemark.launcher.Main} first.
 */
package io.tidemark.launcher;
