package client;

/** What a login answers (eas-and-imaging 2.1); no expiry, no code, no message. */
public class WSContext {
  public int dbType;
  public String dcName;
  public String password;
  public String sessionId;
  public String slnName;
  public String userName;
}
