package io.tidemark.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Which methods the classes of a user's have, inherit and override. Owned by one thread. */
final class Hierarchy {
    private final ClassFiles classes;
    private final OwnClasses own;

    record Method(String owner, String name, String descriptor) {}

    Hierarchy(ClassFiles classes, OwnClasses own) {
        this.classes = classes;
        this.own = own;
    }

    /** The own class whose code runs when a method of a class is called by its name; empty if that is not known. */
    Optional<String> declaring(String owner, String name, String descriptor) {
        return ownSupertypes(owner).stream()
                .filter(type -> classes.find(type.name, name, descriptor)
                        .filter(method -> method.instructions.size() > 0)
                        .isPresent())
                .map(type -> type.name)
                .findFirst();
    }

    /** A class and all above it that are the user's: first the classes from it upwards, then the interfaces. */
    List<ClassNode> ownSupertypes(String name) {
        return supertypes(name).stream().filter(type -> own.isOwn(type.name)).toList();
    }

    private List<ClassNode> supertypes(String name) {
        Map<String, ClassNode> all = new LinkedHashMap<>();
        for (String at = name; at != null; ) {
            Optional<ClassNode> type = classes.find(at);
            type.ifPresent(found -> all.put(found.name, found));
            at = type.map(found -> found.superName).orElse(null);
        }
        List.copyOf(all.values()).forEach(type -> addInterfaces(type, all));
        return List.copyOf(all.values());
    }

    private void addInterfaces(ClassNode type, Map<String, ClassNode> all) {
        for (String name : type.interfaces) {
            classes.find(name).filter(found -> !all.containsKey(found.name)).ifPresent(found -> {
                all.put(found.name, found);
                addInterfaces(found, all);
            });
        }
    }

    /** The methods that an object of a class has in place of its supertypes'. */
    List<Method> callable(String name) {
        List<ClassNode> supertypes = supertypes(name);
        List<Method> callable = new ArrayList<>();
        for (ClassNode type : supertypes) {
            if (own.isOwn(type.name)) {
                type.methods.stream()
                        .filter(method -> isVirtual(method) && method.instructions.size() > 0)
                        .filter(method -> (method.access & Opcodes.ACC_SYNTHETIC) == 0)
                        .filter(method -> supertypes.stream()
                                .anyMatch(other -> !other.name.equals(type.name) && declares(other, method)))
                        .map(method -> new Method(type.name, method.name, method.desc))
                        .forEach(callable::add);
            }
        }
        callable.sort(Comparator.comparing(Method::name).thenComparing(Method::descriptor));
        return callable;
    }

    /** With type parameters the descriptors can differ, the number of arguments cannot. */
    private static boolean declares(ClassNode type, MethodNode like) {
        return type.methods.stream()
                .anyMatch(method -> isVirtual(method)
                        && method.name.equals(like.name)
                        && Type.getArgumentTypes(method.desc).length == Type.getArgumentTypes(like.desc).length);
    }

    private static boolean isVirtual(MethodNode method) {
        return (method.access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0 && !method.name.startsWith("<");
    }

    boolean isEnum(String name) {
        return classes.find(name)
                .filter(type -> (type.access & Opcodes.ACC_ENUM) != 0)
                .isPresent();
    }

    /** An enum's constants in their order; empty for other classes. */
    String constants(String name) {
        return isEnum(name)
                ? classes.find(name).orElseThrow().fields.stream()
                        .filter(field -> (field.access & Opcodes.ACC_ENUM) != 0)
                        .map(field -> field.name)
                        .toList()
                        .toString()
                : "";
    }

    /** The code of all lambdas and method references that a class makes of some interfaces. */
    List<Handle> lambdasOf(String name, Set<String> interfaces) {
        return classes.find(name).stream()
                .flatMap(type -> type.methods.stream())
                .flatMap(method -> Stream.of(method.instructions.toArray()))
                .flatMap(instruction -> lambda(instruction, interfaces).stream())
                .toList();
    }

    private static Optional<Handle> lambda(AbstractInsnNode instruction, Set<String> interfaces) {
        return instruction instanceof InvokeDynamicInsnNode dynamic
                        && interfaces.contains(Type.getReturnType(dynamic.desc).getDescriptor())
                        && dynamic.bsmArgs.length > 1
                        && dynamic.bsmArgs[1] instanceof Handle made
                ? Optional.of(made)
                : Optional.empty();
    }
}
