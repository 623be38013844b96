package io.discordgateway.test.simulation;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;

/**
 * What is asked for is done in the same step: a heartbeat (R7), a reconnect (R16), the
 * end of a connection whose session is invalid (R15), of one that brings garbage (R35)
 * and of one that slept through a jump of the clocks (R42), each with a code that keeps
 * the session resumable (R21); and the end of one that the application wants another for.
 */
final class ObedienceInvariant extends Invariant {

	/* Who asks for more heartbeats than may be sent is not answered each time (R24). */
	private static final int FLOODED = 50;

	/* Before HELLO nothing is known of how many heartbeats the schedule will need. */
	private static final int FLOODED_BEFORE_HELLO = 15;

	/* How much of a message is shown. */
	private static final int MAX_SHOWN = 200;

	ObedienceInvariant(Judges judges) {
		super(judges, "what is asked for is done at once");
	}

	@Override
	void stepped(ShardView view, Step step) {
		if (step.input() instanceof ShardInput.ClockJumped jumped && view.helloAt != Timeline.NEVER
				&& view.connection != 0 && Math.abs(jumped.by().toNanos()) > view.interval
				&& step.action(ShardAction.Close.class) == null) {
			violated(view, "the connection outlived a jump of the clocks by " + jumped.by().toSeconds() + " s");
		}
		if (step.input() instanceof ShardInput.Reconnect && view.connection != 0
				&& step.action(ShardAction.Close.class) == null && step.action(ShardAction.Abort.class) == null) {
			violated(view, "the connection outlived the wish for another one");
		}
		Frame frame = step.frame();
		if (frame == null || !view.isEffective()) {
			return;
		}
		switch (frame.op()) {
			case Frame.HEARTBEAT -> {
				if (!step.sends(GatewayOpcode.HEARTBEAT) && judges().sentLately(view) < mayAsk(view)) {
					violated(view, "no heartbeat answered the one that was asked for");
				}
			}
			case Frame.RECONNECT, Frame.INVALID_SESSION, Frame.GARBAGE, Frame.UNWANTED -> {
				ShardAction.Close close = step.action(ShardAction.Close.class);
				if (close == null) {
					String text = frame.text();
					violated(view, "the connection was not closed at "
							+ text.substring(0, Math.min(text.length(), MAX_SHOWN)));
				}
				else if (close.code().endsSession()) {
					violated(view, "closed with " + close.code() + ", which ends the session");
				}
			}
			default -> {
			}
		}
	}

	private static int mayAsk(ShardView view) {
		return (view.helloAt == Timeline.NEVER) ? FLOODED_BEFORE_HELLO : FLOODED;
	}

}
