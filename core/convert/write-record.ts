/** Writes the mainland record: what all records of this terminal state alike stands here once. docs/formats/mainland-record.md. Pure. Layer: convert. */
import type { Sex } from '../model/facts.ts';
import { HEALTH_STATUS_CODES, ID_TYPE_CODES, type MainlandRecord, NAT_RESULT_CODES, PROFILE_VERSION, REGION_MACAU, SEX_CODES } from '../model/mainland-profile.ts';
import { toCompactDate } from './dates.ts';
import type { ConversionDetails } from './details.ts';

/** What differs by where the traveller's data come from. */
type Stated = Pick<MainlandRecord, 'name' | 'nationality' | 'symptom' | 'isContactPatient' | 'isEpidemicAreaRisk' | 'natTime' | 'natOrg' | 'vaccineDose' | 'vaccineTime' | 'sourceFormat' | 'sourceIssuer'>;

/** @param context.stamp - the consent's time, `yyyyMMddHHmmss`, Asia/Macau. */
export function writeRecord(
  stated: Stated & { readonly sex: Sex },
  details: ConversionDetails,
  { recordId, terminalId, stamp }: { readonly recordId: string; readonly terminalId: string; readonly stamp: string },
): MainlandRecord {
  return {
    profile: PROFILE_VERSION,
    recordId,
    terminalId,
    name: stated.name,
    sex: SEX_CODES[stated.sex],
    nationality: stated.nationality,
    idType: ID_TYPE_CODES['mainland-permit'],
    idNo: details.permit.number,
    idReissue: details.permit.reissue,
    birthDate: toCompactDate(details.birthDate),
    phone: details.phone,
    regionCode: REGION_MACAU,
    symptom: stated.symptom,
    isContactPatient: stated.isContactPatient,
    isEpidemicAreaRisk: stated.isEpidemicAreaRisk,
    healthStatus: HEALTH_STATUS_CODES.green,
    natResult: NAT_RESULT_CODES.negative,
    natTime: stated.natTime,
    natOrg: stated.natOrg,
    vaccineDose: stated.vaccineDose,
    vaccineTime: stated.vaccineTime,
    trip: { from: REGION_MACAU, to: details.destinationCity, address: details.destinationAddress, departDate: stamp.slice(0, 8) },
    consentTime: stamp,
    sourceFormat: stated.sourceFormat,
    sourceIssuer: stated.sourceIssuer,
  };
}
