/**
 * A code as scanners put it into PDF files: as JPEG 2000 and as JBIG2, which the window's PDF reader decodes by WebAssembly.
 * Made once from `qrPicture('A SCANNED PAGE', 3)`: by ImageMagick's JPEG 2000 writer, quality 30; and by wrapping its Group 4 data (ITU-T T.6) into
 * the page, region and end-of-page segments of ITU-T T.88, 7.4.
 */
import type { EncodedPicture } from './picture-files.ts';

const JPEG_2000 = [
  'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAAVwAAAFcAAQcHAAAAAAAPY29scgEAAAAAABEAAAUtanAyY/9P/1EAKQAAAAAAVwAAAFcAAAAAAAAAAAAAAFcAAABXAAAA',
  'AAAAAAAAAQcBAf9SAAwAAAABAAUEBAAB/1wAE0BASEhQSEhQSEhQSEhQSEhQ/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAAErAAB/5PPpEgCNWm/utWs4pHPvC4+YTH0CBhM',
  'pqjMOx/JoD4sEDKe/WRZqorSGv5+IRZYBSzPmLT5is+giCn0Jxz9NxganiMuhvH8jaR/JPokvPMotp4a+H74R7zUh7lNZpSQeGL5hEQ2I4bp73Oxs5HgxyfX1Cefk99FCvooU+NemVk6swPW9XaISpYOo0DLSdMJ',
  'kXmRx8ySyOnzIqobBc+dN8BLHW5uJALtlYqf/OSdlflkc2YJMjTkxqqkU55CDDZtJA5ebpcQgwVjjRITSZkbY/n4u5UBKW2RRPk5E27YppuA1Xwd5QwvOTHTrkH1xNVQeSs/45mdrTbRxvpfh23Tr9ZFKAv3AOBk',
  'rblKS6gH/RV/4f1eCEWGapHWjRl7p610MSp7DZfyzCwJurDL5hq9LIjfHer477PktgCJ8wNvP0S3JlKNga6u30LabN5JKYu5yh2hCJT0ETfLRh67+Yv5rX5DCyfzheXzg29A8wFdXRtiyK5d/JuVB0oykdEIuDL3',
  'ixyCBFOAtSeav3/vLwfLBmdg8pyEPyEXazm8w6C0o2xZfdHb3v65s3gtPJ7MY9iibMJGjZ17fCnpHivOrquNDD09UM6wsPfFjCkjneYoS9iSY/Nsc4tIPL+d0TzrVuH7NEiJpt5PVHbR5p6SHq3vim3mAlp5gNsW',
  '/z4XhcJ8RXWrim50iwA7FxcnosqACiTLJM07bHZP+P85g2LdtnSj8EcakeLrjsLu2wHJo0gujx1TjQnemyik8b98FqJjoF9hDCdaxqjacHe9rhoA7zq/pBr1qZuJHYIlL0owfJUlB2uY0zpZskWSd+Hv5Zlkss0S',
  'qyZJxLi9M6NEXr7xc4a8605JEvMZTKgRFfak9MlWEKc3T08gwwoCNMFyY8pZzvT0+DsmHekww172qoBpcLYsKyN2E5dpZBwahq1xofv5KtVfVq8rWZy9oqJ74GRQTUAfR+8W/T2pFr/6UxS4ihdFCGD8TkkekdX5',
  'gnbPRHye+NAAJSfW+FoJtc+TBhd5xtfduuG1jPEddf2cB5PORLmSyS3sCW4YlE6T0OJUqTCvkTG5fu8KmM1kUGimU4S1KzSwTI7IceTcz0k7arRT+5OIAHV2+ieh7vWUEMm0GMUN9Th/E3ytejppK2I3ovNQgtnR',
  'gtCtEGKIYnrBURyf0emyCyzRKM18qU98lEFuaruSIjkvT/hxJmWWAoZKr6clWHxz8MucwjR9kkX1JaWb1YIkq8CFVSXWtrGERYU/BaCJ1v6FXxH6bx63D3aXaGVnYtoH15N6RthrDHFr1TiORanVjJ+ikdA/hj/3',
  'bfz8K9eM3dOofKxbYzQTzYpnsHxYIqSwz+8PXTSQAAGRg6ybGg+gk34Z8QiDHAJ1UYxPBc/GhuyrCNIuBlVSgb20QObOxBDrUsRNllI0EXVoGVJOs+Zao7dG7of7UiV8sx6rJpZwuiQp07vMOt36yydLEuKUVQYt',
  '0IPmW6w+tAIk7aDQ2eTCfbWOkfwnZXnRphWqlgeWJDwTRmB6jGvc2GpOEbfgkYsur0SQAKACEsV5bHCx73qfkkLv24kcy8hJaXbYzGCyIP3/2Q==',
].join('');

const JBIG2 = [
  'AAAAADAAAQAAABMAAABXAAAAVwAAAAAAAAAAAAAAAAAAASYAAQAAANEAAABXAAAAVwAAAAAAAAAAAAH/8kBsMEejAbP//82sH5tf////zAmCBGLzAn///////8GC////////IlP/////8ccf///GYjEYo////iDi',
  'P8kBz0CNE9HhDF/////JeBAgYIEQ5H///51oMwXBGIF/////jgxBzQI///51IEROBTQSj////xOpCP//8kBsBgzQSC///zawZDwIP///mBMEaDRBmj//////8EDg4Mxf/////5uMQCH////4/BmIf///x4IGejBf',
  '///EREf/wAQAQAAAAAIxAAEAAAAA',
].join('');

const SIZE = { width: 87, height: 87 };
export const SCANNED_PAGES: readonly EncodedPicture[] = [
  { ...SIZE, filter: 'JPXDecode', bits: 8, data: Buffer.from(JPEG_2000, 'base64') },
  { ...SIZE, filter: 'JBIG2Decode', bits: 1, data: Buffer.from(JBIG2, 'base64') },
];
