package client;

/** A balance of an account (eas-and-imaging 4.3). */
public class WSWSAccountBalance extends WSBean {
  public String orgUnitNumber, accountNumber, currencyNumber;
  public int periodYear, periodNumber, balType;
  public double beginBalanceFor, beginBalanceLocal, beginBalanceRpt, endBalanceFor, endBalanceLocal, endBalanceRpt, debitFor, debitLocal;
  public double debitRpt, creditFor, creditLocal, creditRpt, yearDebitFor, yearDebitLocal, yearDebitRpt, yearCreditFor, yearCreditLocal;
  public double yearCreditRpt, monthPnLFor, monthPnLLocal, monthPnLRpt, yearPnLFor, yearPnLLocal, yearPnLRpt, beginQty, endQty, debitQty;
  public double creditQty, yearDebitQty, yearCreditQty;
}
