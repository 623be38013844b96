package io.discordgateway.spring.driver;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * Runs a few threads over the same objects in many orders, each of which a seed decides
 * and brings about again: who goes on is picked anew wherever one of them is about to
 * read or write a field, to call something of {@code java.util.concurrent}, or to take a
 * lock.
 */
public final class Interleavings {

	/*
	 * The classes under test are loaded once more for each exploration, with a call to
	 * pause() before each of those instructions, and with locks that SeededThreads knows
	 * of, as one of the real ones would hold up the scheduler as well.
	 *
	 * Why not Lincheck, which is this and more: version 3.7 took 30 to 50 ms for an order
	 * of two threads on two processors that others use too, and had not found in 2,000
	 * orders what is found here in some twenty; and it brings a dozen libraries. Real
	 * threads that race, after the manner of jcstress, found it once in 4,000 races, or
	 * not at all. What is left to them is what memory models allow: here each thread sees
	 * at once what another has written.
	 */

	private static final int SCALE = Boolean.getBoolean("thorough") ? 20 : 1;

	private static @Nullable SeededThreads threads;

	private static SplittableRandom random = new SplittableRandom();

	private static int rarity;

	private static final Map<Object, Lock> locks = new IdentityHashMap<>();

	private Interleavings() {
	}

	/**
	 * Runs a scenario in many orders, twenty times as many in the thorough build.
	 * @param orders how many
	 * @param scenario the scenario's class, of the package of what it is about
	 * @param subjects the classes in which threads may take turns
	 */
	public static void explore(int orders, Class<? extends Scenario> scenario, Class<?>... subjects) {
		Constructor<? extends Scenario> constructor = new Loader(scenario, subjects).constructor();
		Seeds.run(orders * SCALE, (seed) -> run(seed, constructor));
	}

	private static void run(long seed, Constructor<? extends Scenario> constructor) {
		SeededThreads seeded = new SeededThreads(seed);
		try {
			Scenario scenario = constructor.newInstance();
			locks.clear();
			random = seeded.random().split();
			// Some bugs need many changes of turns, others one in the right place.
			rarity = 1 + random.nextInt(8);
			scenario.threads().forEach(seeded::start);
			threads = seeded;
			seeded.settle();
			threads = null;
			if (!seeded.failures().isEmpty() || !seeded.stuck().isEmpty()) {
				throw new AssertionError("Stuck: " + seeded.stuck().size() + " threads, failed: " + seeded.failures());
			}
			scenario.check();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			threads = null;
		}
	}

	/** Gives the others a chance, at times. Called by rewritten code. */
	public static void pause() {
		SeededThreads current = threads;
		if (current != null && random.nextInt(rarity) == 0) {
			current.pause();
		}
	}

	/**
	 * Lets a thread of a scenario wait.
	 * @param condition what for; one that never comes fails the scenario
	 */
	public static void await(BooleanSupplier condition) {
		Objects.requireNonNull(threads).await(condition);
	}

	/**
	 * Takes a lock. Called by rewritten code.
	 * @param object what the lock belongs to
	 */
	public static void lock(Object object) {
		SeededThreads current = threads;
		if (current == null) {
			return;
		}
		pause();
		Lock lock = locks.computeIfAbsent(object, (key) -> new Lock());
		current.await(() -> lock.count == 0 || lock.owner == Thread.currentThread());
		lock.owner = Thread.currentThread();
		lock.count++;
	}

	/**
	 * Lets go of a lock. Called by rewritten code.
	 * @param object what the lock belongs to
	 */
	public static void unlock(Object object) {
		if (threads != null) {
			Objects.requireNonNull(locks.get(object)).count--;
		}
	}

	/** What threads do, and what must be so when they have done it. */
	public interface Scenario {

		/**
		 * Returns the threads.
		 * @return what each of them does
		 */
		List<Runnable> threads();

		/** Asserts, when all threads have ended, what must be so. */
		void check();

	}

	private static final class Lock {

		private @Nullable Thread owner;

		private int count;

	}

	/** Loads the classes of one package anew, and rewrites some of them. */
	private static final class Loader extends ClassLoader {

		private static final String SELF = Interleavings.class.getName();

		private final Class<? extends Scenario> scenario;

		private final Set<String> subjects;

		private Loader(Class<? extends Scenario> scenario, Class<?>... subjects) {
			super(scenario.getClassLoader());
			this.scenario = scenario;
			this.subjects = Stream.of(subjects).map(Class::getName).collect(Collectors.toSet());
		}

		private Constructor<? extends Scenario> constructor() {
			try {
				Constructor<? extends Scenario> constructor = loadClass(this.scenario.getName())
					.asSubclass(Scenario.class)
					.getDeclaredConstructor();
				constructor.setAccessible(true);
				return constructor;
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				if (loaded != null) {
					return loaded;
				}
				return isOwn(name) ? define(name) : super.loadClass(name, resolve);
			}
		}

		private boolean isOwn(String name) {
			return name.startsWith(this.scenario.getPackageName() + ".") && !name.startsWith(SELF)
					&& !name.equals(SeededThreads.class.getName());
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (in == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = in.readAllBytes();
				if (this.subjects.contains(name)) {
					bytes = rewrite(bytes);
				}
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

		private static byte[] rewrite(byte[] bytes) {
			ClassReader reader = new ClassReader(bytes);
			ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
			reader.accept(new Rewriting(writer), 0);
			return writer.toByteArray();
		}

	}

	private static final class Rewriting extends ClassVisitor {

		private static final String HERE = Type.getInternalName(Interleavings.class);

		private String name = "";

		private final List<Runnable> wrappers = new ArrayList<>();

		private Rewriting(ClassVisitor next) {
			super(Opcodes.ASM9, next);
		}

		@Override
		public void visit(int version, int access, String name, String signature, String superName,
				String[] interfaces) {
			this.name = name;
			super.visit(version, access, name, signature, superName, interfaces);
		}

		@Override
		public MethodVisitor visitMethod(int access, String method, String descriptor, String signature,
				String[] exceptions) {
			if ((access & Opcodes.ACC_SYNCHRONIZED) == 0) {
				return pausing(super.visitMethod(access, method, descriptor, signature, exceptions));
			}
			String body = method + "$body";
			int plain = access & ~Opcodes.ACC_SYNCHRONIZED;
			this.wrappers
				.add(() -> wrap(super.visitMethod(plain, method, descriptor, signature, exceptions), body, descriptor));
			return pausing(super.visitMethod(plain, body, descriptor, signature, exceptions));
		}

		@Override
		public void visitEnd() {
			this.wrappers.forEach(Runnable::run);
			super.visitEnd();
		}

		/* What throws keeps the lock: it fails the scenario anyway. */
		private void wrap(MethodVisitor out, String body, String descriptor) {
			out.visitCode();
			out.visitVarInsn(Opcodes.ALOAD, 0);
			out.visitMethodInsn(Opcodes.INVOKESTATIC, HERE, "lock", "(Ljava/lang/Object;)V", false);
			out.visitVarInsn(Opcodes.ALOAD, 0);
			int local = 1;
			for (Type argument : Type.getArgumentTypes(descriptor)) {
				out.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
				local += argument.getSize();
			}
			out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, this.name, body, descriptor, false);
			out.visitVarInsn(Opcodes.ALOAD, 0);
			out.visitMethodInsn(Opcodes.INVOKESTATIC, HERE, "unlock", "(Ljava/lang/Object;)V", false);
			out.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
			out.visitMaxs(0, 0);
			out.visitEnd();
		}

		private static MethodVisitor pausing(MethodVisitor next) {
			return new MethodVisitor(Opcodes.ASM9, next) {

				@Override
				public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
					pause();
					super.visitFieldInsn(opcode, owner, field, descriptor);
				}

				@Override
				public void visitMethodInsn(int opcode, String owner, String method, String descriptor,
						boolean isInterface) {
					if (owner.startsWith("java/util/concurrent/") || owner.equals("java/util/Queue")) {
						pause();
					}
					super.visitMethodInsn(opcode, owner, method, descriptor, isInterface);
				}

				@Override
				public void visitInsn(int opcode) {
					if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
						super.visitMethodInsn(Opcodes.INVOKESTATIC, HERE,
								(opcode == Opcodes.MONITORENTER) ? "lock" : "unlock", "(Ljava/lang/Object;)V", false);
					}
					else {
						super.visitInsn(opcode);
					}
				}

				private void pause() {
					super.visitMethodInsn(Opcodes.INVOKESTATIC, HERE, "pause", "()V", false);
				}

			};
		}

	}

}
