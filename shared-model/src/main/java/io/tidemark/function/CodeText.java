package io.tidemark.function;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A user's function as text that changes when the function's compiled code does: the instructions of a lambda's body,
 * and of the methods it calls in the same source file or of the event's class; what it has captured; the constants it
 * reads there. Names that the compiler made up and line numbers are not part of it, so that other code may move about.
 * The text of one function is followed no further: a change in another class calls for a raised version.
 */
public final class CodeText implements InstructionText.Names {
    private static final String SWITCH_MAP = "$SwitchMap$";

    private final ClassFiles classes;
    private final Set<String> home;
    private final ValueText values;
    /** The methods met, in the order in which they were, which is how they are named. */
    private final Map<Body, Integer> met = new LinkedHashMap<>();

    private final Deque<Body> waiting = new ArrayDeque<>();

    private record Body(String owner, String name, String descriptor) {}

    private CodeText(ClassLoader loader, String codeHome, String eventHome) {
        this.classes = new ClassFiles(loader);
        this.home = codeHome.equals(eventHome) ? Set.of(codeHome) : Set.of(codeHome, eventHome);
        this.values = new ValueText(loader, home, eventHome);
    }

    /** A function's text. {@code event} is the class of what it takes. */
    public static String of(Serializable function, Class<?> event) {
        return of(function, ClassFiles.outermost(internalName(event)));
    }

    static String of(Serializable function, String eventHome) {
        UserFunction known = UserFunction.of(function);
        Class<?> type = function.getClass();
        if (known.lambda().isPresent()) {
            SerializedLambda lambda = known.lambda().get();
            String codeHome = ClassFiles.outermost(lambda.getImplClass());
            return new CodeText(type.getClassLoader(), codeHome, eventHome).ofLambda(lambda);
        }
        return ofObject(function, eventHome);
    }

    /** All code of an object's class, and its fields. */
    public static String ofObject(Object object, Class<?> event) {
        return ofObject(object, ClassFiles.outermost(internalName(event)));
    }

    private static String ofObject(Object object, String eventHome) {
        Class<?> type = object.getClass();
        String name = internalName(type);
        CodeText code = new CodeText(type.getClassLoader(), ClassFiles.outermost(name), eventHome);
        return code.ofClass(name) + code.values.fields(object);
    }

    private String ofLambda(SerializedLambda lambda) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            text.append("captured ").append(values.of(lambda.getCapturedArg(i))).append('\n');
        }
        text.append(method(lambda.getImplClass(), lambda.getImplMethodName(), lambda.getImplMethodSignature()));
        return text.append('\n').append(bodies()).toString();
    }

    private String ofClass(String name) {
        List<String> methods = classes.find(name).stream()
                .flatMap(type -> type.methods.stream())
                .filter(m -> (m.access & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE)) == 0)
                .map(m -> new Body(name, m.name, m.desc))
                .sorted(Comparator.comparing(Body::toString))
                .flatMap(
                        body -> Stream.of(body.name(), body.descriptor(), method(name, body.name(), body.descriptor())))
                .toList();
        return String.join(" ", methods) + "\n" + bodies();
    }

    /** The bodies of all methods that wait for it, and of those that come up in them. */
    private String bodies() {
        StringBuilder text = new StringBuilder();
        while (!waiting.isEmpty()) {
            Body body = waiting.remove();
            MethodNode method =
                    classes.find(body.owner(), body.name(), body.descriptor()).orElseThrow();
            text.append("body ").append(met.get(body)).append(' ').append(new InstructionText(this).of(method));
        }
        return text.toString();
    }

    @Override
    public String method(String owner, String name, String descriptor) {
        Body body = new Body(owner, name, descriptor);
        boolean followed = home.contains(ClassFiles.outermost(owner))
                && classes.find(owner, name, descriptor).isPresent();
        if (!followed) {
            return owner + "." + name + descriptor;
        }
        if (!met.containsKey(body)) {
            met.put(body, met.size());
            waiting.add(body);
        }
        return "method " + met.get(body);
    }

    @Override
    public String field(FieldInsnNode field) {
        if (field.name.startsWith(SWITCH_MAP)) {
            // Which case an enum constant goes to stands in a class that the compiler made up.
            return field.name + " " + method(field.owner, "<clinit>", "()V");
        }
        String value = field.getOpcode() == Opcodes.GETSTATIC ? values.constant(field.owner, field.name) : "";
        return field.owner + "." + field.name + " " + field.desc + value;
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
