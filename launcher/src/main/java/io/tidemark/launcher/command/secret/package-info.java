/** Makes what those who ask are recognised by. Read {@link io.tidemark.launcher.command.secret.SecretFile} first. */
package io.tidemark.launcher.command.secret;
