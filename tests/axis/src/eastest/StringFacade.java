package eastest;

/** A custom facade as customers write them: one string in, one string out. Its name and operations are this test's own. */
public class StringFacade {
  private static final String SERVICE = "WSInvoiceBridgeFacade";

  public String queryUnits(String request) throws Exception {
    return Business.text(SERVICE, "queryUnits", request);
  }

  public String queryBills(String request) throws Exception {
    return Business.text(SERVICE, "queryBills", request);
  }

  public String writeBack(String request) throws Exception {
    return Business.text(SERVICE, "writeBack", request);
  }

  /** Two strings: a mistake in part order or names shows here. */
  public String pair(String one, String two) throws Exception {
    return Business.text(SERVICE, "pair", one, two);
  }

  public String whoAmI() throws Exception {
    return Business.text(SERVICE, "whoAmI");
  }
}
