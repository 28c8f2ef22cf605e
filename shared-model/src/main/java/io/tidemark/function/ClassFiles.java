package io.tidemark.function;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The compiled form of classes, without line numbers and names of locals. Safe for use by many threads, none of which changes
 * what it is given.
 */
public final class ClassFiles {
    private final ClassLoader loader;
    private final Map<String, Optional<ClassNode>> read = new ConcurrentHashMap<>();

    public ClassFiles(ClassLoader loader) {
        this.loader = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    /** A class by its internal name ({@code a/b/C}); empty if there is no file of it, as for one made at run time. */
    public Optional<ClassNode> find(String internalName) {
        return read.computeIfAbsent(internalName, this::load);
    }

    public Optional<MethodNode> find(String internalName, String method, String descriptor) {
        return find(internalName).flatMap(type -> type.methods.stream()
                .filter(m -> m.name.equals(method) && m.desc.equals(descriptor))
                .findFirst());
    }

    /** A file of a newer Java than the reader knows counts as none: the code is then told by its names alone. */
    private Optional<ClassNode> load(String internalName) {
        try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
            if (in == null) {
                return Optional.empty();
            }
            ClassNode type = new ClassNode();
            new ClassReader(in).accept(type, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            return Optional.of(type);
        } catch (IllegalArgumentException newerJava) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the class file of " + internalName, e);
        }
    }

    /** The class that stands in a file of its own around a nested one. */
    public static String outermost(String internalName) {
        int nested = internalName.indexOf('$', internalName.lastIndexOf('/') + 2);
        return nested < 0 ? internalName : internalName.substring(0, nested);
    }
}
