// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @title Classes of claims
/// @notice A class is the programme under which claims are issued: the money they are paid in, who may issue and hold
/// them, how far they pass down the tiers, how long the debtor has after maturity. It is released once, from a file whose
/// digest it carries, and never changes; its sponsor may close it to new claims. The rooms for claims enforce it.
interface IAssetClasses {
    /// @notice The rules of a class, as released.
    /// @param token Money that pays the claims; zero where claims are not paid in money.
    /// @param graceSeconds Time after maturity before an unpaid claim is in default; of goods, after their surrender.
    /// @param tierLimit Greatest tier to which its claims may pass; 255 means any.
    /// @param issuerCapabilities An issuer has one of these capabilities at least; zero means any member.
    /// @param holderCapabilities A holder has one of these capabilities at least; zero means any member.
    /// @param rulesDigest Digest of the file that defines the class, not zero.
    struct ClassRules {
        address token;
        uint32 graceSeconds;
        uint8 tierLimit;
        uint16 issuerCapabilities;
        uint16 holderCapabilities;
        bytes32 rulesDigest;
    }

    /// @notice A class as it stands.
    /// @param rules Its rules.
    /// @param sponsor The organisation that released it.
    /// @param closed Whether its sponsor closed it to new claims.
    struct AssetClass {
        ClassRules rules;
        OrgId sponsor;
        bool closed;
    }

    /// @notice A class was released.
    event ClassReleased(
        uint32 indexed classId,
        OrgId indexed sponsor,
        bytes32 indexed rulesDigest,
        ClassRules rules
    );
    /// @notice A class takes no new claims any more. Those that exist go on.
    event ClassClosed(uint32 indexed classId, OrgId indexed sponsor);

    /// @notice The sponsor has released a class of this file before.
    /// @custom:remedy Use class `classId`, or release a changed file.
    error Classes_AlreadyReleased(OrgId sponsor, bytes32 rulesDigest, uint32 classId);
    /// @notice There is no such class.
    /// @custom:remedy `asset classes` lists them.
    error Classes_Unknown(uint32 classId);
    /// @notice The class is closed to new claims.
    /// @custom:remedy Use another class, or ask the sponsor to release a new one.
    error Classes_Closed(uint32 classId);
    /// @notice Only the sponsor may close a class.
    /// @custom:remedy Ask the sponsor.
    error Classes_NotSponsor(uint32 classId, OrgId caller, OrgId sponsor);
    /// @notice A class carries the digest of the file that defines it.
    /// @custom:remedy Release it with `asset release <file>`.
    error Classes_NoRules();
    /// @notice The money of a class is a token that the directory lists as `token:<currency>:<issuer>`.
    /// @custom:remedy `deployments list` shows the tokens.
    error Classes_UnlistedToken(address token);
    /// @notice The organisation has none of the capabilities that the class asks of issuers.
    /// @custom:remedy Use a class open to the organisation, or propose to extend its capabilities.
    error Classes_MayNotIssue(uint32 classId, OrgId orgId, uint16 capabilities);
    /// @notice The organisation has none of the capabilities that the class asks of holders.
    /// @custom:remedy Pass the claim to an organisation that may hold it; `asset show` names the capabilities.
    error Classes_MayNotHold(uint32 classId, OrgId orgId, uint16 capabilities);

    /// @notice Releases a class. Any account that may act; its organisation becomes the sponsor.
    /// @return classId Numbers the class: 1, 2, 3 …
    function releaseClass(ClassRules calldata rules) external returns (uint32 classId);

    /// @notice Closes a class to new claims. Only the sponsor.
    function closeClass(uint32 classId) external;

    /// @notice A class; reverts when there is none.
    function classOf(uint32 classId) external view returns (AssetClass memory);

    /// @notice What a room asks before `issuer` issues under a class: it exists, is open, and lets that organisation issue.
    /// @return rules Its rules.
    function requireIssuable(uint32 classId, OrgId issuer) external view returns (ClassRules memory rules);

    /// @notice What a room asks before `holder` gets units of a class with restricted holders.
    function requireHolder(uint32 classId, OrgId holder) external view;

    /// @notice The money that pays the claims of a class and the time it leaves after maturity.
    function paymentOf(uint32 classId) external view returns (address token, uint32 graceSeconds);

    /// @notice The class that a sponsor released from a file; zero if none.
    function classByRules(OrgId sponsor, bytes32 rulesDigest) external view returns (uint32 classId);

    /// @notice How many classes there are.
    function classCount() external view returns (uint32);
}
