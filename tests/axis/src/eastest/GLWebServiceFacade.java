package eastest;

import client.WSWSAccountBalance;
import client.WSWSAssistBalance;
import client.WSWSVoucher;

/** The published signatures of WSGLWebServiceFacade, order and spelling included (eas-and-imaging 4.2). */
public class GLWebServiceFacade {
  private static final String SERVICE = "WSGLWebServiceFacade";

  public int deleteVoucher(String companyNumber, String period, String voucherNumber, String fexp) throws Exception {
    return Business.integer(SERVICE, "deleteVoucher", companyNumber, period, voucherNumber, fexp);
  }

  public int deleteVoucherByID(String companyNumber, String voucherID) throws Exception {
    return Business.integer(SERVICE, "deleteVoucherByID", companyNumber, voucherID);
  }

  public String importAccountBalance(WSWSAccountBalance[] accountBalanceCols) throws Exception {
    return Business.text(SERVICE, "importAccountBalance", new Object[] {accountBalanceCols});
  }

  public String exploreVoucher(String companyId, int year, int periodNumber, String voucherType, String number) throws Exception {
    return Business.text(SERVICE, "exploreVoucher", companyId, year, periodNumber, voucherType, number);
  }

  public String importInitAccountBalance(WSWSAccountBalance[] initAccountBalanceCol) throws Exception {
    return Business.text(SERVICE, "importInitAccountBalance", new Object[] {initAccountBalanceCol});
  }

  public String checkVoucher(String comNumber, int year, int periodNumber, String number, double amount) throws Exception {
    return Business.text(SERVICE, "checkVoucher", comNumber, year, periodNumber, number, amount);
  }

  public String importAssistBalance(WSWSAssistBalance[] assistBalanceCol) throws Exception {
    return Business.text(SERVICE, "importAssistBalance", new Object[] {assistBalanceCol});
  }

  public String[] findVoucher(String comNumber, int year, int periodNnumber) throws Exception {
    return Business.texts(SERVICE, "findVoucher", comNumber, year, periodNnumber);
  }

  public void importInitAssistBalance(WSWSAssistBalance[] initAssistBalanceBalance) throws Exception {
    Business.call(SERVICE, "importInitAssistBalance", new Object[] {initAssistBalanceBalance});
  }

  public boolean deleteBalance(String companyNumber, int year, int period) throws Exception {
    return (Boolean) Business.call(SERVICE, "deleteBalance", companyNumber, year, period);
  }

  public String[] importVoucher(WSWSVoucher[] col, int isSubmit, int isVerify, int isCashflow) throws Exception {
    return Business.texts(SERVICE, "importVoucher", col, isSubmit, isVerify, isCashflow);
  }

  public String[] importVoucherOfReturnID(WSWSVoucher[] col, int isSubmit, int isVerify, int isCashflow) throws Exception {
    return Business.texts(SERVICE, "importVoucherOfReturnID", col, isSubmit, isVerify, isCashflow);
  }

  public String[][] getOrg(String number) throws Exception {
    return Business.rows(SERVICE, "getOrg", number);
  }

  public String[][] getAcctType(String orgNumber) throws Exception {
    return Business.rows(SERVICE, "getAcctType", orgNumber);
  }

  public String[][] getAsstActType(String orgNumber, String acctTypeNum) throws Exception {
    return Business.rows(SERVICE, "getAsstActType", orgNumber, acctTypeNum);
  }

  public String[][] getAcctTypeDetail(String orgNumber, String asstActTypeNum) throws Exception {
    return Business.rows(SERVICE, "getAcctTypeDetail", orgNumber, asstActTypeNum);
  }

  public String[][] getAccount(String orgNumber, int fromRow, int toRow) throws Exception {
    return Business.rows(SERVICE, "getAccount", orgNumber, fromRow, toRow);
  }

  public String[][] getAccountBalance(String orgNumber, String year, String period, int fromRow, int toRow) throws Exception {
    return Business.rows(SERVICE, "getAccountBalance", orgNumber, year, period, fromRow, toRow);
  }

  public String[][] getAssitBalance(String orgnumber, String accountNumber, String year, String period, int fromRow, int toRow) throws Exception {
    return Business.rows(SERVICE, "getAssitBalance", orgnumber, accountNumber, year, period, fromRow, toRow);
  }

  public String[][] getVoucher(String orgNumber, String year, String period, int fromRow, int toRow) throws Exception {
    return Business.rows(SERVICE, "getVoucher", orgNumber, year, period, fromRow, toRow);
  }
}
