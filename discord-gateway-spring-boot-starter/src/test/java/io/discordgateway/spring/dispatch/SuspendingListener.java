package io.discordgateway.spring.dispatch;

import io.discordgateway.model.MessageDelete;
import kotlin.Metadata;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.CompletableDeferred;

import org.springframework.context.event.EventListener;

/**
 * What Kotlin's compiler makes of this, so that the build needs none:
 *
 * <pre>
 * class SuspendingListener(private val gate: CompletableDeferred&lt;String&gt;) {
 *
 * 	&#064;EventListener
 * 	suspend fun on(deleted: MessageDelete): String = gate.await()
 *
 * }
 * </pre>
 */
@Metadata(mv = { 2, 3, 0 }, k = 1, xi = 48,
		d1 = { "\u0000\u001c\n\u0002\u0018\u0002\n\u0002\u0010\u0000\n\u0000\n\u0002\u0018\u0002\n"
				+ "\u0002\u0010\u000e\n\u0002\u0008\u0004\n\u0002\u0018\u0002\n\u0000\u0018\u00002"
				+ "\u00020\u0001B\u0015\u0012\u000c\u0010\u0002\u001a\u0008\u0012\u0004\u0012\u00020"
				+ "\u00040\u0003\u00a2\u0006\u0004\u0008\u0005\u0010\u0006J\u0016\u0010\u0007\u001a"
				+ "\u00020\u00042\u0006\u0010\u0008\u001a\u00020\u0009H\u0087@\u00a2\u0006\u0002\u0010"
				+ "\nR\u0014\u0010\u0002\u001a\u0008\u0012\u0004\u0012\u00020\u00040\u0003X\u0082\u0004"
				+ "\u00a2\u0006\u0002\n\u0000" },
		d2 = { "Lio/discordgateway/spring/dispatch/SuspendingListener;", "", "gate",
				"Lkotlinx/coroutines/CompletableDeferred;", "", "<init>", "(Lkotlinx/coroutines/CompletableDeferred;)V",
				"on", "deleted", "Lio/discordgateway/model/MessageDelete;",
				"(Lio/discordgateway/model/MessageDelete;Lkotlin/coroutines/Continuation;)Ljava/lang/Object;" })
public final class SuspendingListener {

	private final CompletableDeferred<String> gate;

	public SuspendingListener(CompletableDeferred<String> gate) {
		this.gate = gate;
	}

	@EventListener
	public Object on(MessageDelete deleted, Continuation<? super String> continuation) {
		return this.gate.await(continuation);
	}

}
