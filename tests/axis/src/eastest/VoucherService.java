package eastest;

import client.wsvoucher.WSWSRtnInfo;
import client.wsvoucher.WSWSVoucher;
import java.util.List;
import java.util.Map;

/** WSWSVoucher: the two published forms of importVoucher and nImportVoucher (eas-and-imaging 4.4). */
public class VoucherService {
  private static final String SERVICE = "WSWSVoucher";

  public String[][] importVoucher(WSWSVoucher[] voucherCols, int isVerify, int isImpCashflow) throws Exception {
    return Business.rows(SERVICE, "importVoucher", voucherCols, isVerify, isImpCashflow);
  }

  public WSWSRtnInfo[] importVoucher(WSWSVoucher[] voucherCols, boolean isTempSave, boolean isVerify, boolean hasCashflow) throws Exception {
    List<?> list = (List<?>) Business.call(SERVICE, "importVoucher", voucherCols, isTempSave, isVerify, hasCashflow);
    if (list == null) return null;
    WSWSRtnInfo[] infos = new WSWSRtnInfo[list.size()];
    for (int i = 0; i < infos.length; i++) infos[i] = info((Map<?, ?>) list.get(i));
    return infos;
  }

  public String nImportVoucher(String params, String rows) throws Exception {
    return Business.text(SERVICE, "nImportVoucher", params, rows);
  }

  private static WSWSRtnInfo info(Map<?, ?> values) {
    if (values == null) return null;
    WSWSRtnInfo info = new WSWSRtnInfo();
    info.description = (String) values.get("description");
    info.easNumber = (String) values.get("easNumber");
    info.exception = (String) values.get("exception");
    info.message = (String) values.get("message");
    info.number = (String) values.get("number");
    info.period = number(values.get("period"));
    info.voucherType = (String) values.get("voucherType");
    info.year = number(values.get("year"));
    return info;
  }

  private static int number(Object value) {
    return value == null ? 0 : ((Number) value).intValue();
  }
}
