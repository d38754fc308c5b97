package eastest;

import client.WSContext;
import com.kingdee.bos.webservice.WSInvokeException;

/** EASLogin with the published overloads (eas-and-imaging 2.1). */
public class EASLogin {
  public WSContext login(String userName, String password, String slnName, String dcName, String language, int dbType) throws Exception {
    Installation eas = Installation.current();
    boolean right = userName != null && userName.equals(eas.get("userName", null)) && eas.get("password", "").equals(password == null ? "" : password)
        && eas.get("slnName", "eas").equals(slnName) && eas.get("dcName", "").equals(dcName);
    return context(eas, right, userName, slnName, dcName, dbType);
  }

  public WSContext login(String userName, String password, String slnName, String dcName, String language, int dbType, String authPattern)
      throws Exception {
    return login(userName, password, slnName, dcName, language, dbType);
  }

  public WSContext login(String userName, String password, String slnName, String dcName, String language, int dbType, String authPattern,
      int isEncodePwd) throws Exception {
    return login(userName, password, slnName, dcName, language, dbType);
  }

  public WSContext loginByLtpaToken(String userName, String ltpaToken, String slnName, String dcName, String language, int dbType) throws Exception {
    Installation eas = Installation.current();
    String known = eas.get("ltpaToken", null);
    boolean right = userName != null && userName.equals(eas.get("userName", null)) && known != null && known.equals(ltpaToken)
        && eas.get("slnName", "eas").equals(slnName) && eas.get("dcName", "").equals(dcName);
    return context(eas, right, userName, slnName, dcName, dbType);
  }

  public boolean logout(String userName, String slnName, String dcName, String language) throws Exception {
    Installation eas = Installation.current();
    boolean right = userName != null && userName.equals(eas.get("userName", null)) && eas.get("slnName", "eas").equals(slnName)
        && eas.get("dcName", "").equals(dcName);
    if (right) eas.endOf(userName);
    return right;
  }

  private static WSContext context(Installation eas, boolean right, String userName, String slnName, String dcName, int dbType)
      throws WSInvokeException {
    String failure = eas.get("loginFailure", "nil");
    if (!right && !failure.equals("nil") && !failure.equals("empty")) throw new WSInvokeException(failure);
    WSContext context = new WSContext();
    context.dbType = dbType;
    context.dcName = dcName;
    context.slnName = slnName;
    context.userName = userName;
    context.sessionId = right ? eas.open(userName) : failure.equals("nil") ? null : "";
    return context;
  }
}
