package io.tidemark.launcher.node;

import io.tidemark.launcher.config.ConfigException;
import io.tidemark.model.Model;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads a user's model, from their jars where they name any. */
public final class ModelJars {
    private ModelJars() {}

    /**
     * Loads and checks a model. Its classes are loaded for as long as the process lives.
     *
     * @param jars none: it is on the class path
     * @throws ConfigException if a jar is not there
     * @throws io.tidemark.model.DefinitionException with all faults of the model
     */
    public static Model load(String className, List<Path> jars) {
        ClassLoader own = ModelJars.class.getClassLoader();
        return Model.load(className, jars.isEmpty() ? own : new URLClassLoader(urls(jars), own));
    }

    private static URL[] urls(List<Path> jars) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.isReadable(jar)) {
                throw new ConfigException(
                        "TM-CFG-007",
                        "model jar " + jar,
                        "is not there, or cannot be read",
                        "build it, or mend the path");
            }
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(jar.toString(), e);
            }
        }
        return urls.toArray(URL[]::new);
    }
}
