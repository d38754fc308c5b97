package eastest;

/** For the test only: no EAS has this service. */
public class Control {
  public void reset() {
    Installation.current().reset();
  }

  public void set(String name, String value) {
    Installation.current().set(name, value);
  }

  public void killSessions() {
    Installation.current().killAll();
  }

  /** Logins so far, and sessions alive now. */
  public String counts() {
    Installation eas = Installation.current();
    return eas.logins.get() + " " + eas.live();
  }
}
